package org.luer.mappings.exchange.appointment;

import org.luer.mappings.concept.appointment.Appointment;
import org.luer.mappings.concept.patient.Patient;

/**
 * What crosses the wire when an appointment is booked, changed or called off.
 *
 * @param patient whose appointment
 * @param appointment the booking
 */
public record PatientAppointment(Patient patient, Appointment appointment) {}
